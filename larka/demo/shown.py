"""What a child shows in the demo: a drawing and a song, made here, light enough for the first start."""

import io
import math
import struct
import wave

from PIL import Image, ImageDraw

_RATE = 8_000
_SONG = (262, 262, 294, 262, 349, 330)  # in hertz, a third of a second each


def drawing() -> bytes:
    """A long train under a sun, as PNG."""
    picture = Image.new("RGB", (800, 600), "#fffdf5")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((610, 40, 740, 170), fill="#f6c445")
    draw.line((0, 470, 800, 455), fill="#7a5c3e", width=10)
    for n, colour in enumerate(("#c2473d", "#31588c", "#5b8f3a", "#d98a1f")):
        left = 60 + n * 175
        draw.rounded_rectangle((left, 340 - n % 2 * 8, left + 150, 440), 12, fill=colour)
        for wheel in (left + 20, left + 95):
            draw.ellipse((wheel, 420, wheel + 40, 460), fill="#2b2b2b")
    draw.rectangle((90, 270, 125, 345), fill="#2b2b2b")
    for n in range(3):
        draw.ellipse((100 + n * 45, 200 - n * 45, 160 + n * 50, 250 - n * 45), outline="#8a8f98", width=6)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def song() -> bytes:
    """Two seconds of a tune, as WAV."""
    length = _RATE // 3
    tones = (math.sin(2 * math.pi * tone * n / _RATE) * (1 - n / length) for tone in _SONG for n in range(length))
    target = io.BytesIO()
    with wave.open(target, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(_RATE)
        made.writeframes(b"".join(struct.pack("<h", round(tone * 12_000)) for tone in tones))
    return target.getvalue()
