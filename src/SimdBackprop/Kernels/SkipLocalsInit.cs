using System.Runtime.CompilerServices;

// Kernels fill what they declare; clearing their large locals first would cost small products more than the arithmetic.
[module: SkipLocalsInit]
