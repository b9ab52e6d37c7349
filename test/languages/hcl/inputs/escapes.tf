a = "x\ty\n\"q\" \\ \r"
b = "\u00e9 \U0001F600"
c = "$${not} %%{not} $x % 100% $$"
d = "a$$b %% c"
