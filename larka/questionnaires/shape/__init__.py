"""What a form is made of, apart from any database: sections, questions, steps, and the rules that go with them."""
