# line
// line
/* block
   of two lines */
a = 1 # behind
b = /* within */ 2 // behind
