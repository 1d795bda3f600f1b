"""A few short requests, once, as a script makes them: each waits a little and hashes a little.
What starting and ending a contender costs is counted here."""

from workloads.mixed import Work as Work
