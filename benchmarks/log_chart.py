"""A chart of lines on two logarithmic axes, as SVG. The standard library alone.

    chart = LogChart("seconds against versions", xs=[10, 1000], ys=[0.01, 2], unit="s")
    chart.line([(10, 0.02), (1000, 1.4)], "#2b7a3f", "everything changed: 1.4 s")
    print(chart.svg("versions", ticks=[10, 100, 1000]))
"""
import math


class LogChart:
    WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 460, 70, 40, 60

    def __init__(self, title, xs, ys, unit, right=170):
        self.right, self.unit = self.WIDTH - right, unit
        self.least_x, self.most_x = min(xs), max(xs)
        self.low, self.high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
        self.labels, self.out = [], [self.text(self.LEFT, 22, title, "start")]

    def x(self, value):
        return self.LEFT + (self.right - self.LEFT) * math.log(value / self.least_x) / math.log(self.most_x / self.least_x)

    def y(self, value):
        return self.HEIGHT - self.BOTTOM - (self.HEIGHT - self.TOP - self.BOTTOM) * (math.log10(value) - self.low) / (self.high - self.low)

    @staticmethod
    def text(x, y, words, anchor="middle", colour="#222"):
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'

    def line(self, points, colour, label="", dashes="", dots=True):
        """A line through the points, with its label at the right of the last."""
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        self.out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>')
        if dots:
            self.out += [f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
        if label:
            self.labels.append((self.y(points[-1][1]), label, colour))

    def across(self, value, label):
        """A dotted line from side to side."""
        self.line([(self.least_x, value), (self.most_x, value)], "#777", label, "2 4", dots=False)

    def svg(self, x_title, ticks):
        grid = []
        for exponent in range(self.low, self.high + 1):
            y = self.y(10 ** exponent)
            grid.append(f'<line x1="{self.LEFT}" y1="{y:.1f}" x2="{self.right}" y2="{y:.1f}" stroke="#ddd"/>')
            grid.append(self.text(self.LEFT - 8, y + 4, f"{10 ** exponent:g} {self.unit}", "end"))
        grid += [self.text(self.x(tick), self.HEIGHT - self.BOTTOM + 20, f"{tick:,}") for tick in ticks]
        grid.append(self.text((self.LEFT + self.right) / 2, self.HEIGHT - 15, x_title))
        labels, below = [], 0
        for y, words, colour in sorted(self.labels):
            below = max(y, below + 16)
            labels.append(self.text(self.right + 8, below + 4, words, "start", colour))
        head = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.WIDTH}" height="{self.HEIGHT}" font-family="sans-serif" font-size="13">',
                f'<rect width="{self.WIDTH}" height="{self.HEIGHT}" fill="white"/>']
        return "\n".join(head + grid + self.out + labels + ["</svg>"])
