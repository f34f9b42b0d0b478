//! The pass, its QR and the paper it is printed on: values in, bytes out.
