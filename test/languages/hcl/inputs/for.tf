a = [for x in y : x]
b = [for i, x in y : "${i}-${x}" if x != ""]
c = { for k, v in y : k => v... if v }
d = {
  for k in keys(y) :
  k => {
    a = 1
  }
}
e = [for x in [for z in y : z] : x]
