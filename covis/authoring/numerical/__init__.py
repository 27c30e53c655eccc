"""Numbers on the way, which no closed form gives: roots, tables read anywhere, linear algebra. Each is an expression like any other."""
