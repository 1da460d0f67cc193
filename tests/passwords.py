"""The tests' passwords are hashed as the product's are, at the least that argon2 can be asked for: a fifth of a second less for each."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickHasher(Argon2PasswordHasher):
    """One round in eight kilobytes."""

    time_cost, memory_cost, parallelism = 1, 8, 1
