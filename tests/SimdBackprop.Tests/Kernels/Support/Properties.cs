using FsCheck;
using FsCheck.Fluent;

namespace SimdBackprop.Tests;

/// <summary>
/// How properties are checked: random cases from a new seed every run; a failure throws with the seed, the case found and the case it shrank to.
/// </summary>
internal static class Properties
{
    internal static void Check<TCase>(int cases, Arbitrary<TCase> arbitrary, Action<TCase> body) =>
        Prop.ForAll(arbitrary, body).Check(Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true));
}
