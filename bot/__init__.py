"""Domestique: a Slack bot for customer-engaged IT service."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: for sums this small more threads only wait
