"""Files for the tests, made here: pictures with a position in them, films, documents, and what only pretends to be one."""

import io
import struct
import zipfile
import zlib
from typing import Any

import av
import pikepdf
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

PLACE = "Hemliga gatan 7"
XMP = b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>59,19.758N</exif:GPSLatitude></x:xmpmeta>'
POSITION = "+59.3293+018.0686/"
TRACES = (PLACE.encode(), b"GPSLatitude", b"xmpmeta", b"Exif\0\0", b"Photoshop 3.0", b"iPhone av Anna")


def drawing(size: tuple[int, int] = (400, 300), colour: str = "teal", mode: str = "RGB") -> Image.Image:
    """One half in one colour, the other in another."""
    picture = Image.new(mode, size, colour)
    picture.paste(Image.new(mode, (size[0] // 2, size[1]), "orange"))
    return picture


def traces(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: where, when, with what, and which way up."""
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Model] = "iPhone av Anna"
    exif[Base.ImageDescription] = PLACE
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (59.0, 19.0, 45.48)})
    return exif


def picture(form: str = "jpeg", size: tuple[int, int] = (400, 300), orientation: int = 1, **more: Any) -> bytes:
    """A picture in this form, with every trace that the form can carry."""
    target, exif = io.BytesIO(), traces(orientation).tobytes()
    if form == "jpeg":
        drawing(size).save(target, "JPEG", exif=exif, xmp=XMP, comment=PLACE.encode(), **more)
    elif form == "png":
        info = PngInfo()
        info.add_text("Comment", PLACE)
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        drawing(size).save(target, "PNG", exif=exif, pnginfo=info, **more)
    elif form == "webp":
        drawing(size).save(target, "WEBP", exif=exif, xmp=XMP, **more)
    else:
        drawing(size).save(target, "HEIF", exif=exif, xmp=XMP, quality=50, **more)
    return target.getvalue()


def photo(size: tuple[int, int], quality: int = 95) -> bytes:
    """As large as one from a camera: every point differs from the next."""
    target = io.BytesIO()
    Image.merge("RGB", [Image.effect_noise(size, 60)] * 3).save(target, "JPEG", quality=quality, exif=traces().tobytes())
    return target.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it has thousands of millions of points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")


def spoiled() -> bytes:
    """A picture that is whole from outside and cannot be drawn: most of its points are missing."""
    return bomb(400)


def polyglot() -> bytes:
    """A JPEG that is a page with a script, too."""
    script = b"<html><script>alert(document.domain)</script>"
    plain = picture()
    return plain[:2] + b"\xff\xfe" + struct.pack(">H", len(script) + 2) + script + plain[2:] + script


def film(form: str = "mp4", *, sound_only: bool = False) -> bytes:
    """A second of film or sound that says where it was taken."""
    target = io.BytesIO()
    codecs = {"mp4": ("mpeg4", "aac"), "webm": ("libvpx", "libopus"), "mp3": ("", "libmp3lame"), "ogg": ("", "libopus")}[form]
    with av.open(target, "w", format=form, options={"movflags": "use_metadata_tags"} if form == "mp4" else {}) as made:
        made.metadata.update(dict.fromkeys(("title", "location", "com.apple.quicktime.location.ISO6709"), POSITION))
        video = made.add_stream(codecs[0], rate=10) if codecs[0] and not sound_only else None
        audio = made.add_stream(codecs[1], rate=48_000, layout="stereo")
        if video is not None:
            _show(made, video)
        _sound(made, audio, "s16" if codecs[1] == "libopus" else "fltp")
    return target.getvalue()


def _show(made: Any, video: Any) -> None:
    video.width, video.height, video.pix_fmt = 320, 240, "yuv420p"
    for shade in range(10):
        frame = av.VideoFrame.from_image(Image.new("RGB", (320, 240), (shade * 20, 90, 60)))
        made.mux(list(video.encode(frame)))
    made.mux(list(video.encode()))


def _sound(made: Any, audio: Any, layout: str) -> None:
    samples = {"aac": 1024, "libmp3lame": 1152}.get(audio.codec_context.name, 960)
    for number in range(20):
        frame = av.AudioFrame(format=layout, layout="stereo", samples=samples)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts = 48_000, number * samples
        made.mux(list(audio.encode(frame)))
    made.mux(list(audio.encode()))


def pdf(pages: int = 2, **more: Any) -> bytes:
    """A document of empty pages."""
    target = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(595, 842))
        made.save(target, **more)
    return target.getvalue()


def packed(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A packed file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as made:
        for name, content in members.items():
            made.writestr(zipfile.ZipInfo(name), content, compression if name != "mimetype" else zipfile.ZIP_STORED)
    return target.getvalue()


def docx(text: bytes = b"<w:document/>") -> bytes:
    """As a word processor packs it."""
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": text})


AVIF = b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + b"\0" * 200
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
