namespace SimdBackprop.Cli;

/// <summary>The command line or the data cannot be used; the message is the one line the user sees, and names the option or file.</summary>
internal sealed class UnusableException(string message, Exception? innerException = null) : Exception(message, innerException);
