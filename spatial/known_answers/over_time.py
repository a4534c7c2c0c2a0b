"""Over time: the trends that pyMannKendall prints of three well-known series, and a table of Kendall's S."""

from spatial.known_answer import KnownAnswer
from spatial.over_time.kendall_score import exact_p
from spatial.over_time.mann_kendall import (
    MannKendall,
    hamed_rao,
    mann_kendall,
    seasonal_mann_kendall,
    yue_wang,
)
from spatial.over_time.theil_sen import TheilSen, seasonal_theil_sen, theil_sen

__all__ = ["ANSWERS"]

SOURCE = "pyMannKendall (Hussain and Mahmud 2019, JOSS 4(39), 1556), example notebook: "
BIRTHS = (
    "35 32 30 31 44 29 45 43 38 27 38 33 55 47 45 37 50 43 41 52 34 53 39 32 37 43 39 35 44 38 24 23 31 "
    "44 38 50 38 51 31 31 51 36 45 51 34 52 47 45 46 39 48 37 35 52 42 45 39 37 30 35 28 45 34 36 50 44 "
    "39 32 39 45 43 39 31 27 30 42 46 41 36 45 46 43 38 34 35 56 36 32 50 41 39 41 47 34 36 33 35 38 38 "
    "34 53 34 34 38 35 32 42 34 46 30 46 45 54 34 37 35 40 42 58 51 32 35 38 33 39 47 38 52 30 34 40 35 "
    "42 41 42 38 24 34 43 36 55 41 45 41 37 43 39 33 43 40 38 45 46 34 35 48 51 36 33 46 42 48 34 41 35 "
    "40 34 30 36 40 39 45 38 47 33 30 42 43 41 41 59 43 45 38 37 45 42 57 46 51 41 47 26 35 44 41 42 36 "
    "45 45 45 47 38 42 35 36 39 45 43 47 36 41 50 39 41 46 64 45 34 38 44 48 46 44 37 39 44 45 33 44 38 "
    "46 46 40 39 44 48 50 41 42 51 41 44 38 68 40 42 51 44 45 36 57 44 42 53 42 34 40 56 44 53 55 39 59 "
    "55 73 55 44 43 40 47 51 56 49 54 56 47 44 43 42 45 50 48 43 40 59 41 42 51 49 45 43 42 38 47 38 36 "
    "42 35 28 44 36 45 46 48 49 43 42 59 45 52 46 42 40 40 45 35 35 40 39 33 42 47 51 44 40 57 49 45 49 "
    "51 46 44 52 45 32 46 41 34 33 36 49 43 43 34 39 35 52 47 52 39 40 42 42 53 39 40 38 44 34 37 52 48 "
    "55 50"
)
SHAMPOO = (
    "266 145.9 183.1 119.3 180.3 168.5 231.8 224.5 192.8 122.9 336.5 185.9 194.3 149.5 210.1 273.3 191.4 "
    "287 226 303.6 289.9 421.6 264.5 342.3 339.7 440.4 315.9 439.3 401.3 437.4 575.5 407.6 682 475.3 "
    "581.3 646.9"
)
PASSENGERS = (
    "112 118 132 129 121 135 148 148 136 119 104 118 115 126 141 135 125 149 170 170 158 133 114 140 145 "
    "150 178 163 172 178 199 199 184 162 146 166 171 180 193 181 183 218 230 242 209 191 172 194 196 196 "
    "236 235 229 243 264 272 237 211 180 201 204 188 235 227 234 264 302 293 259 229 203 229 242 233 267 "
    "269 270 315 364 347 312 274 237 278 284 277 317 313 318 374 413 405 355 306 271 306 315 301 356 348 "
    "355 422 465 467 404 347 305 336 340 318 362 348 363 435 491 505 404 359 310 337 360 342 406 396 420 "
    "472 548 559 463 407 362 405 417 391 419 461 472 535 622 606 508 461 390 432"
)


def _read(text: str) -> list[float]:
    return [float(number) for number in text.split()]


def _told(test: MannKendall, line: TheilSen) -> tuple[float, ...]:
    """S, its variance, z, tau, slope, intercept."""
    return (test.s, test.variance, test.z, test.tau, line.slope, line.intercept)


def _spread(test: MannKendall) -> tuple[float, ...]:
    return (test.variance, test.z)


def _least_score(n: int) -> int:
    """Find the least S that chance makes or exceeds in one order of forty (one-sided)."""
    top = n * (n - 1) // 2
    return next(s for s in range(top % 2, top + 1, 2) if exact_p(s, (1,) * n) <= 0.05)


ANSWERS = (
    KnownAnswer(
        name="Mann-Kendall and Theil-Sen of 365 days with many ties: S, variance, z, tau, slope, intercept",
        family="Over time",
        source=SOURCE + "daily female births in California, 1959",
        expected=(12336.0, 5412244.0, 5.302131199455321, 0.18569923227457474, 0.019230769230769232, 38.5),
        work_out=lambda: _told(mann_kendall(_read(BIRTHS)), theil_sen(_read(BIRTHS))),
        tolerance=5e-9,
    ),
    KnownAnswer(
        name="Chance of the trend of 365 days, two-sided",
        family="Over time",
        source=SOURCE + "daily female births in California, 1959",
        expected=1.144585319856617e-07,
        work_out=lambda: mann_kendall(_read(BIRTHS)).p,
        tolerance=5e-15,
    ),
    KnownAnswer(
        name="Mann-Kendall and Theil-Sen of 36 months: S, variance, z, tau, slope, intercept",
        family="Over time",
        source="mmhs013/pyMannKendall, Examples/shampoo.csv, worked out with pyMannKendall (original_test)",
        expected=(440.0, 5390.0, 5.979572524, 0.698412698, 11.509375, 78.7359375),
        work_out=lambda: _told(mann_kendall(_read(SHAMPOO)), theil_sen(_read(SHAMPOO))),
        tolerance=5e-9,
    ),
    KnownAnswer(
        name="36 months as Hamed and Rao correct them: S, variance, z, tau, slope, intercept",
        family="Over time",
        source=SOURCE + "sales of shampoo",
        expected=(
            440.0,
            7322.011164105283,
            5.130377554630905,
            0.6984126984126984,
            11.509375,
            78.73593749999998,
        ),
        work_out=lambda: _told(hamed_rao(_read(SHAMPOO)), theil_sen(_read(SHAMPOO))),
        tolerance=5e-7,
    ),
    KnownAnswer(
        name="36 months as Yue and Wang correct them, all lags: variance, z",
        family="Over time",
        source=SOURCE + "sales of shampoo",
        expected=(3688.5591437515127, 7.228299591844883),
        work_out=lambda: _spread(yue_wang(_read(SHAMPOO), lags=None)),
        tolerance=5e-7,
    ),
    KnownAnswer(
        name="Least S that is significant at 0.025 one-sided, exactly, for 5 to 20 values",
        family="Over time",
        source="W. W. Daniel (1989), Applied Nonparametric Statistics, critical values of Kendall's S",
        expected=(10, 13, 15, 18, 20, 23, 27, 30, 34, 37, 41, 46, 50, 53, 57, 62),
        work_out=lambda: tuple(float(_least_score(n)) for n in range(5, 21)),
        tolerance=0.0,
    ),
    KnownAnswer(
        name="Seasonal trend of 12 years of months: S, variance, z, tau, slope a year, intercept",
        family="Over time",
        source=SOURCE + "airline passengers, 1949 to 1960",
        expected=(784.0, 2550.0, 15.50571052301472, 0.98989898989899, 30.23611111111111, 85.3431712962963),
        work_out=lambda: _told(
            seasonal_mann_kendall(_read(PASSENGERS), period=12),
            seasonal_theil_sen(_read(PASSENGERS), period=12),
        ),
        tolerance=5e-9,
    ),
)
