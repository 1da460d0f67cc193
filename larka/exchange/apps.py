from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "larka.exchange"

    def ready(self) -> None:
        """Runs of the register stand among one's own long jobs."""
        from larka.exchange.queries.listed import own_runs
        from larka.jobs.queries import listed_too

        listed_too(own_runs)
