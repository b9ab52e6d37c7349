a = f()
b = f(1, g(2), [3]...)
c = f(
  1,
  2,
)
d = merge({
  a = 1
}, {
  b = 2
})
e = jsonencode({ "Statement" = [{ Effect = "Allow" }] })
