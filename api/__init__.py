"""The application: web, command line, files, clock, settings, database and schedule."""

import os

# One thread per linear-algebra call, set before numpy loads: the matrices are small, the cores are the requests', and
# threads that wait for each other made a fit of 20 ms take two seconds on a busy machine.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
