namespace SimdBackprop;

/// <summary>An owner of pooled memory that one thread may dispose while another is inside a call.</summary>
internal interface IUsable
{
    /// <summary>Who is inside: a field of the owner.</summary>
    ref UseCount Users { get; }

    /// <summary>Gives the memory back to the pool: the disposal does so if nobody is inside, else the last call that was.</summary>
    void Free();
}

/// <summary>A call's use of an owner, whose memory stays until the call ends.</summary>
internal readonly ref struct Use
{
    private readonly IUsable _owner;

    /// <exception cref="ObjectDisposedException">The owner has been disposed.</exception>
    internal Use(IUsable owner)
    {
        ObjectDisposedException.ThrowIf(!owner.Users.TryEnter(), owner);
        _owner = owner;
    }

    /// <summary>The disposal of an owner; again it does nothing.</summary>
    internal static void Close(IUsable owner)
    {
        if (owner.Users.Close())
        {
            owner.Free();
        }
    }

    public void Dispose()
    {
        if (_owner.Users.Leave())
        {
            _owner.Free();
        }
    }
}
