namespace PromptGrid.Deployment.Tests.Kustomize;

/// <summary>Kustomize as it is shipped, where it is.</summary>
internal static class Kubectl
{
    private static readonly Lazy<string?> Missing = new(() =>
    {
        try
        {
            return Run("version", "--client").ExitCode == 0 ? null : "kubectl does not run on this machine.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "kubectl is not on this machine: its rendering is not compared with ours.";
        }
    });

    /// <summary>Why it cannot be asked; null when it can.</summary>
    public static string? Obstacle => Missing.Value;

    public static string Render(string folder)
    {
        var (exitCode, output, errors) = Run("kustomize", folder);
        Assert.True(exitCode == 0, errors);
        return output;
    }

    private static (int ExitCode, string Output, string Errors) Run(params string[] arguments) => Tool.Run("kubectl", arguments);
}

/// <summary>A fact about what <c>kubectl kustomize</c> says. Skipped, with the reason, where it is missing.</summary>
public sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute() => Skip = Kubectl.Obstacle;
}
