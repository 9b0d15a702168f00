"""How a figure is said: `name value unit ratio`."""

import statistics


def print_figure(name: str, value: float, unit: str, ratio: float | None = None) -> None:
    """Print a figure; `ratio` is to the figure it is compared with, `-` when there is none."""
    print(f"{name} {value:.2f} {unit} {'-' if ratio is None else f'{ratio:.3f}'}", flush=True)


def median_and_p95(times: list[float]) -> tuple[float, float]:
    """Median and p95 of seconds, in ms."""
    ordered = sorted(times)
    at = min(len(ordered) - 1, int(len(ordered) * 0.95))
    return statistics.median(ordered) * 1000, ordered[at] * 1000
