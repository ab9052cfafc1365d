namespace SimdBackprop.Registry;

/// <summary>What an operand holds before the call.</summary>
internal enum Content
{
    /// <summary>Elements of either sign.</summary>
    Signed,

    /// <summary>Elements above zero, whose roots are taken.</summary>
    Positive,

    /// <summary>Nothing that the call may read.</summary>
    Nothing,
}

/// <summary>An operand in memory: rows a pitch apart. Behind its last element nothing is its own, not even padding.</summary>
internal readonly record struct Operand(int Rows, int Columns, int Padding = 0, Content Content = Content.Signed)
{
    internal int Length => Rows == 0 || Columns == 0 ? 0 : ((Rows - 1) * (Columns + Padding)) + Columns;

    /// <summary>The same for a destination that is overwritten.</summary>
    internal Operand Unread => this with { Content = Content.Nothing };

    /// <summary>The same with elements above zero.</summary>
    internal Operand Positive => this with { Content = Content.Positive };

    internal static Operand Vector(int length) => new(1, length);

    public override string ToString() => $"{Rows} x {Columns}{(Padding == 0 ? "" : $" + {Padding}")}";
}
