namespace SimdBackprop;

/// <summary>
/// Who is inside a resource that may be disposed while it is in use: it is freed by its disposal if nobody is, else by the last one to
/// leave. A field of its owner, never copied.
/// </summary>
internal struct UseCount
{
    private const int Closed = 1, User = 2;

    private int _state;

    internal readonly bool IsClosed => (Volatile.Read(in _state) & Closed) != 0;

    /// <summary>Whether the resource is open and the caller now inside; then <see cref="Leave"/> must follow.</summary>
    internal bool TryEnter()
    {
        for (int seen = Volatile.Read(ref _state); (seen & Closed) == 0;)
        {
            int found = Interlocked.CompareExchange(ref _state, seen + User, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Whether the caller was the last one inside a closed resource and has to free it.</summary>
    internal bool Leave() => Interlocked.Add(ref _state, -User) == Closed;

    /// <summary>Lets nobody in any more; whether nobody is inside and the caller has to free the resource. True once at most.</summary>
    internal bool Close() => Interlocked.Or(ref _state, Closed) == 0;
}
