"""Nối Việc under failure: processes killed, files cut, disks full, networks silent; see README.md."""
