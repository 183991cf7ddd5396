"""A picture for a demonstration case: doses over months, drawn here, so that no photograph of anybody is needed."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 800)
INK, LINE, PAPER = "#15201c", "#14503f", "white"
LEFT, TOP, RIGHT, BOTTOM = 120, 90, 1150, 700


def dose_chart(steps: list[list[float]], across: str, up: str) -> Image.Image:
    """Return a stepped line through `steps`, pairs of (month, dose) in the order of time, with the axes named."""
    image = Image.new("RGB", SIZE, PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(28)
    last, most = steps[-1][0], max(dose for _, dose in steps)

    def place(month: float, dose: float) -> tuple[float, float]:
        return LEFT + (RIGHT - LEFT) * month / last, BOTTOM - (BOTTOM - TOP) * dose / most

    draw.line([(LEFT, TOP), (LEFT, BOTTOM), (RIGHT, BOTTOM)], fill=INK, width=3)
    for part in range(5):
        dose, month = most * part / 4, last * part / 4
        draw.text((LEFT - 15, place(0, dose)[1]), f"{dose:.0f}", fill=INK, font=font, anchor="rm")
        draw.text((place(month, 0)[0], BOTTOM + 15), f"{month:.0f}", fill=INK, font=font, anchor="mt")
    draw.text((LEFT - 90, TOP - 50), up, fill=INK, font=font, anchor="lm")
    draw.text((RIGHT, BOTTOM + 60), across, fill=INK, font=font, anchor="rt")
    corners: list[tuple[float, float]] = []
    for month, dose in steps:
        corners += [(place(month, 0)[0], corners[-1][1])] if corners else []
        corners.append(place(month, dose))
    draw.line(corners, fill=LINE, width=7, joint="curve")
    return image
