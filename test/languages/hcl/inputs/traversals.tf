a = x.y.z
b = x[0]["k"].y
c = x.*.y
d = x[*].y[0].z
e = x.0.y
f = foo(x)[0].y
g = data.aws_ami.x[count.index].id
