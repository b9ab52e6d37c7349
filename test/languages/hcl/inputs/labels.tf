a b "c" d_e-f {
  x = 1
}
module "größe" {
  名前 = "値"
  _under = 1
  da-sh = 2
}
