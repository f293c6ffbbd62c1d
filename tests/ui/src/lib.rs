//! Nothing: trybuild passes the feature `lambda` on through the package's library.
