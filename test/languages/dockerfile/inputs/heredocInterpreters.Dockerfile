FROM python:3.13
RUN <<EOF
#!/usr/bin/env python3
print(1)
EOF
RUN python3 <<EOF
import os
EOF
RUN bash -ex <<EOF
apt-get update
EOF
RUN <<EOF
#!/bin/bash
apt-get update
EOF
