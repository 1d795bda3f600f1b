# shellcheck shell=sh
# The help for a machine on which no Python can show the full one yet.

short_help() {
    cat <<'END'
crossover - measures where each C++ concurrency model wins on this machine

usage: scripts/crossover VERB [OPTION]...

  run       measure a suite and draw its charts (default: the quick suite)
  report    draw the charts and the summary of a finished run again
  compare   say what became faster or slower between two results
  export    write the samples in a format that other tools read
  list      show the workloads, strategies and engines
  doctor    show what is missing on this machine, and what would disturb a measurement
  prove     show how often the verdicts are right, on simulated noise
  check-program  say whether a program of yours keeps the contract for programs
  test      build and run the tests
  setup     install what run and test need, and do nothing else

  --no-install   print the line that would install what is missing, and stop
  --version      print the version
  VERB --help    the options of a verb, once Python is there

examples:
  scripts/crossover run
  scripts/crossover run --workload tcp --tasks 1000 --wait 5ms --limit 64
  scripts/crossover run --no-install
  CROSSOVER_JOBS=1 scripts/crossover test

The first run or test installs what is missing with apt-get (as root or with sudo), and builds. docs/INSTALL.md says more.
END
}
