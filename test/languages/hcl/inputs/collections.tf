a = []
b = [1, "a", null, true,]
c = [
  1, # one
  # between
  2
]
d = {}
e = { a = 1, "b" : 2, (c) = 3 }
f = {
  a = 1
  b = 2, c = 3,

  # comment
  "d-${x}" = 4
  true = 5
}
g = [{ a = [{ b = 1 }] }]
