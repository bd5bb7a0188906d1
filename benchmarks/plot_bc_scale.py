"""How `assay bc` grows, as a picture: docs/bc_scale.svg from a result of //benchmarks:bc_scale. The standard library alone.

    python3 benchmarks/plot_bc_scale.py benchmarks/results/DATE-bc-scale.json > docs/bc_scale.svg
"""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 460, 70, 170, 40, 60
COLOURS = {0: "#2b7a3f", 1: "#1f5fa8", 100: "#b3402a"}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        results = json.load(file)
    rows = results["rows"]
    largest = max(row["versions"] for row in rows)
    smallest = min(row["versions"] for row in rows)
    times = [row["seconds"] for row in rows] + [row["limit_seconds"] for row in rows] + [2]
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))

    def x(versions):
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(versions / smallest) / math.log(largest / smallest)

    def y(seconds):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (math.log10(seconds) - low) / (high - low)

    def text(at_x, at_y, words, anchor="middle", colour="#222"):
        return f'<text x="{at_x:.1f}" y="{at_y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'

    def line(points, colour, dashes=""):
        path = " ".join(f"{at_x:.1f},{at_y:.1f}" for at_x, at_y in points)
        return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="13">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
           text(LEFT, 22, "assay bc: seconds against versions (five entries each), both logarithmic", "start")]
    for exponent in range(low, high + 1):
        seconds = 10 ** exponent
        out.append(f'<line x1="{LEFT}" y1="{y(seconds):.1f}" x2="{WIDTH - RIGHT}" y2="{y(seconds):.1f}" stroke="#ddd"/>')
        out.append(text(LEFT - 8, y(seconds) + 4, f"{seconds:g} s", "end"))
    for versions in sorted({row["versions"] for row in rows}):
        out.append(text(x(versions), HEIGHT - BOTTOM + 20, f"{versions:,}"))
    out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 15, "versions"))
    out.append(line([(LEFT, y(2)), (WIDTH - RIGHT, y(2))], "#999", "2 4"))
    labels = [(y(2), "goal for 1 %: 2 s", "#777")]
    for changed in sorted({row["changed_percent"] for row in rows}):
        points = [row for row in rows if row["changed_percent"] == changed]
        colour = COLOURS.get(changed, "#555")
        out.append(line([(x(row["versions"]), y(row["seconds"])) for row in points], colour))
        out += [f'<circle cx="{x(row["versions"]):.1f}" cy="{y(row["seconds"]):.1f}" r="3.5" fill="{colour}"/>' for row in points]
        labels.append((y(points[-1]["seconds"]), f'{changed} % changed: {points[-1]["seconds"]:.2g} s', colour))
    points = [row for row in rows if row["changed_percent"] == min(row["changed_percent"] for row in rows)]
    out.append(line([(x(row["versions"]), y(row["limit_seconds"])) for row in points], "#777", "6 4"))
    labels.append((y(points[-1]["limit_seconds"]), f'limit: {points[-1]["limit_seconds"]:.2g} s', "#777"))
    below = 0
    for at_y, words, colour in sorted(labels):
        below = max(at_y, below + 16)
        out.append(text(WIDTH - RIGHT + 8, below + 4, words, "start", colour))
    print("\n".join(out + ["</svg>"]))


if __name__ == "__main__":
    main()
