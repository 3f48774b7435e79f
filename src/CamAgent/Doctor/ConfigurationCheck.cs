using System.Globalization;
using CamAgent.Configuration;

namespace CamAgent.Doctor;

internal static class ConfigurationCheck
{
    public static DoctorCheck For(ConfigurationResult loaded) => new("configuration", () =>
    {
        var file = loaded.File ?? "defaults, without a file";
        if (loaded.Problems.Count > 0)
        {
            return DoctorFinding.Fail(
                string.Create(CultureInfo.InvariantCulture, $"{file}: {loaded.Problems.Count} problems; the first: {loaded.Problems[0]}"),
                "\"camagent config check\" lists them all.");
        }

        return loaded.Warnings.Count > 0
            ? DoctorFinding.Warn($"{file}: {loaded.Warnings[0]}", "\"camagent config check\" lists all warnings.")
            : DoctorFinding.Ok(file);
    });
}
