From alpine:3.20
Run a
Copy --From=0 b c
Env a=B
WorkDir /D
Cmd ["e"]
