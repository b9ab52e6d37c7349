resource "a" "b" {
  c = 1
  d = [
    "x",
  ]
  # comment
  e = "f"
}
