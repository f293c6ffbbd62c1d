//! What Offhook costs, against the same flow by hand.
