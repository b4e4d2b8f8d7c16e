using System.Reflection;

namespace OrderSaga.Tests.Offline.PublicApi;

/// <summary>Lists what an assembly offers to others, one member a line, in the form of the <c>.txt</c> files beside this one.</summary>
internal static class ApiListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes().SelectMany(Of);

    private static IEnumerable<string> Of(Type type)
    {
        var name = Name(type);
        yield return $"T:{name} {Kind(type)}{(type.BaseType is { } parent && HasBase(type) ? " : " + Name(parent) : "")}";

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield break;
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(constructor => !constructor.IsStatic && IsOffered(constructor)))
        {
            yield return $"M:{name}.#ctor({Parameters(constructor)})";
        }

        foreach (var method in type.GetMethods(Declared).Where(method => IsOffered(method) && !method.IsSpecialName))
        {
            var arguments = method.IsGenericMethod ? $"<{string.Join(',', method.GetGenericArguments().Select(Name))}>" : "";
            var suffix = method.IsStatic ? " static" : "";
            yield return $"M:{name}.{method.Name}{arguments}({Parameters(method)}) -> {Name(method.ReturnType)}{suffix}";
        }

        foreach (var property in type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsOffered)))
        {
            var get = property.GetMethod is { } getter && IsOffered(getter) ? "get; " : "";
            var set = property.SetMethod is { } setter && IsOffered(setter) ? "set; " : "";
            yield return $"P:{name}.{property.Name} : {Name(property.PropertyType)} {{ {get}{set}}}";
        }

        foreach (var field in type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName))
        {
            yield return $"F:{name}.{field.Name} : {Name(field.FieldType)}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}";
        }
    }

    private static bool IsOffered(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool HasBase(Type type) =>
        type is { IsClass: true, BaseType: { } parent } && parent != typeof(object) && !typeof(Delegate).IsAssignableFrom(type);

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        var isByRef = parameter.ParameterType.IsByRef;
        var type = isByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var prefix = parameter.IsOut ? "out " : isByRef ? "ref " : "";
        var value = parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "default"}" : "";
        return $"{prefix}{Name(type)} {parameter.Name}{value}";
    }));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        var scope = type.IsNested ? Name(type.DeclaringType!) : type.Namespace;
        var arguments = type.IsGenericType ? $"<{string.Join(',', type.GetGenericArguments().Select(Name))}>" : "";
        return $"{scope}.{type.Name.Split('`')[0]}{arguments}";
    }
}
