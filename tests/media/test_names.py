"""Names of files from outside are hostile until proved otherwise."""

import pytest

from larka.media.names import clean_name, disposition, name_for
from larka.media.sorts import SORTS


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\Anna\\bild.JPG", "bild.jpg"),
        ("bild\u202egpj.exe", "bildgpj.jpg"),
        ("a\0b\nc\td.png", "ab c d.jpg"),
        ("  .htaccess", "htaccess.jpg"),
        ("Åsa på A\u030angbåt.jpeg", "Åsa på Ångbåt.jpg"),
        ("<script>alert(1)</script>.jpg", "script-.jpg"),
        ('a"b*c?.jpg', "a-b-c-.jpg"),
        ("bild.jpg.html", "bild.jpg.jpg"),
        ("", "bild.jpg"),
        ("...", "bild.jpg"),
        ("/", "bild.jpg"),
        ("\ufeff\u200b", "bild.jpg"),
        ("x" * 500 + ".jpg", "x" * 100 + ".jpg"),
    ],
)
def test_a_name_is_made_harmless_and_ends_as_the_file_is(given: str, kept: str) -> None:
    """F5: no folders, nothing that turns text around or hides it, and the ending of what the content is."""
    assert name_for(given, SORTS["jpeg"]) == kept
    assert not set('/\\"<>\0\r\n') & set(clean_name(given))


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("bild.jpg", "attachment; filename=\"bild.jpg\"; filename*=UTF-8''bild.jpg"),
        ("Åsa; x=1\r\n.jpg", "attachment; filename=\"Asa_ x_1__.jpg\"; filename*=UTF-8''%C3%85sa%3B%20x%3D1%0D%0A.jpg"),
        ('"', "attachment; filename=\"_\"; filename*=UTF-8''%22"),
        ("图", "attachment; filename=\"fil\"; filename*=UTF-8''%E5%9B%BE"),
    ],
)
def test_the_browser_is_told_to_save_it_under_that_name(name: str, header: str) -> None:
    """F5: and nothing in a name begins a header of its own."""
    assert disposition(name) == header
