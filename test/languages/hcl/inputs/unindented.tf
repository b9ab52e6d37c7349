resource "a" "b" {
c = {
d = 1
}
e {
f = 2
}
}
locals {
g = 3
}
