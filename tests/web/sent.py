"""What a browser sends when a person fills in a page's form: every field with the value that stands in the page."""

from html.parser import HTMLParser

_UNTICKED = {"checkbox", "radio"}
_NOT_SENT = {"submit", "button", "file", "image"}


class _Forms(HTMLParser):
    """Each form that is posted, with its fields as the browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._form: dict[str, str] | None = None
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "form" and found.get("method") == "post":
            self._form = {}
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and name:
            self._take(self._form, name, found)
        elif tag == "textarea":
            self._text, self._form[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in found or self._select not in self._form):
            self._form[self._select] = found.get("value", "")

    def _take(self, form: dict[str, str], name: str, found: dict[str, str]) -> None:
        sort = found.get("type", "text")
        if sort in _NOT_SENT or (sort in _UNTICKED and "checked" not in found):
            return
        form[name] = found.get("value", "on" if sort in _UNTICKED else "")

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._text is not None:
            self._form[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None


def sent_by(page: str, having: str) -> dict[str, str]:
    """What the page's form with a field of this name sends as it stands."""
    reader = _Forms()
    reader.feed(page)
    (form,) = (form for form in reader.forms if having in form)
    return form
