"""The noise of a release's profile: how far a shown number may be from the true one, and what it blurs."""

from dashboard.released.release import Release
from spatial.comparing.perturbed import Noise, noise_of
from spatial.release.profiles import PROFILES

__all__ = ["most_off", "noise_in"]


def noise_in(release: Release) -> Noise:
    """Give the chances of each error of a shown number: of the noise, and of rounding after it."""
    profile = PROFILES[release.profile]
    return noise_of(profile.d, profile.v, release.base)


def most_off(release: Release) -> int:
    """Say by how much a shown number can be off at most."""
    return PROFILES[release.profile].d + release.base // 2
