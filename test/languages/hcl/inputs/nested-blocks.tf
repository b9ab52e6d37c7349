a {
  b "c" {
    d {
      e {
        f = 1
      }
    }
  }
  b "c" {
  }
  b "d" {}
}
