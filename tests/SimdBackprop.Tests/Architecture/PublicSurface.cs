using System.Reflection;

namespace SimdBackprop.Tests;

/// <summary>The public surface of an assembly as text, a line a type or member, so that a change of it shows in a diff.</summary>
internal static class PublicSurface
{
    internal static string Of(Assembly assembly) => string.Join(
        '\n',
        assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).Select(Describe)) + "\n";

    private static string Describe(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<string> members = type.IsSubclassOf(typeof(Delegate))
            ? []
            : type.GetMembers(Declared).Select(Member).OfType<string>().Order(StringComparer.Ordinal);
        return string.Join('\n', members.Select(member => "    " + member).Prepend($"{Kind(type)} {type.Namespace}.{NameOf(type)}{Bases(type)}"));
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsByRefLike: true } => "ref struct",
        { IsValueType: true } => "struct",
        _ when type.IsSubclassOf(typeof(Delegate)) => "delegate " + Signature(type.GetMethod("Invoke")!) + " of",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        // What the runtime gives every enumeration and delegate is noise here.
        if (type.IsEnum || type.IsSubclassOf(typeof(Delegate)))
        {
            return "";
        }

        IEnumerable<string> parents = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [NameOf(parent)] : [];
        string[] bases = [.. parents, .. type.GetInterfaces().Where(face => face.IsPublic).Select(NameOf).Order(StringComparer.Ordinal)];
        return bases.Length == 0 ? "" : " : " + string.Join(", ", bases);
    }

    private static string Annotated(Type type, NullabilityInfo nullability) =>
        NameOf(type) + (!type.IsValueType && nullability.ReadState == NullabilityState.Nullable ? "?" : "");

    private static string? Member(MemberInfo member) => member switch
    {
        FieldInfo { IsSpecialName: true } => null,
        FieldInfo field when field.IsLiteral => $"const {NameOf(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}",
        FieldInfo field => $"field {NameOf(field.FieldType)} {field.Name}",
        PropertyInfo property =>
            $"{Modifiers(property.GetMethod ?? property.SetMethod!)}{Annotated(property.PropertyType, new NullabilityInfoContext().Create(property))} {property.Name} {{ {Accessors(property)} }}",
        MethodInfo { IsSpecialName: true } => null,
        MethodInfo method when method.Name.Contains('$', StringComparison.Ordinal) => null,
        MethodInfo method => Modifiers(method) + Signature(method),
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        EventInfo happening => $"event {NameOf(happening.EventHandlerType!)} {happening.Name}",
        _ => null,
    };

    private static string Accessors(PropertyInfo property)
    {
        bool init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Any(type => type.Name == "IsExternalInit") == true;
        string set = property.SetMethod is not { IsPublic: true } ? "" : init ? "init; " : "set; ";
        return ((property.GetMethod is { IsPublic: true } ? "get; " : "") + set).TrimEnd();
    }

    private static string Modifiers(MethodInfo method) =>
        (method.IsStatic ? "static " : "") + (method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "");

    private static string Signature(MethodInfo method)
    {
        string generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";
        return $"{Annotated(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter))} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "")}"
        + $"{Annotated(parameter.ParameterType, new NullabilityInfoContext().Create(parameter))} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? (parameter.ParameterType.IsValueType ? "default" : "null")}" : "")));

    private static string NameOf(Type type)
    {
        if (type.IsByRef || type.IsArray || type.IsPointer)
        {
            string element = NameOf(type.GetElementType()!);
            return type.IsByRef ? element : type.IsArray ? element + "[]" : element + "*";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        string name = type.DeclaringType is { } outer ? $"{NameOf(outer)}.{type.Name}" : type.Name;
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }
}
