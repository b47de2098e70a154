using System;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mono.Cecil;

/// <summary>Build step: writes a reference-only copy of an assembly in which internal types and members are public.</summary>
public class PublicizeAssembly : Task
{
    public string Source { get; set; }

    public string Destination { get; set; }

    /// <summary>Folders of the assemblies that the source refers to: writing looks up the types of enum constants.</summary>
    public string[] ReferenceFolders { get; set; }

    public override bool Execute()
    {
        // Written once for each version of the source; a newer or other source has another time.
        if (File.Exists(Destination) && File.GetLastWriteTimeUtc(Destination) == File.GetLastWriteTimeUtc(Source))
            return true;

        var resolver = new DefaultAssemblyResolver();
        foreach (string folder in ReferenceFolders.Distinct())
            resolver.AddSearchDirectory(folder);

        using (resolver)
        using (var assembly = AssemblyDefinition.ReadAssembly(Source, new ReaderParameters { AssemblyResolver = resolver }))
        {
            foreach (TypeDefinition type in assembly.MainModule.GetTypes())
            {
                if (type.IsNestedAssembly || type.IsNestedFamilyAndAssembly)
                    type.IsNestedPublic = true;
                else if (type.IsNotPublic && !type.IsNested)
                    type.IsPublic = true;

                foreach (MethodDefinition method in type.Methods.Where(m => m.IsAssembly || m.IsFamilyAndAssembly))
                    method.IsPublic = true;
                foreach (FieldDefinition field in type.Fields.Where(f => f.IsAssembly || f.IsFamilyAndAssembly))
                    field.IsPublic = true;
            }

            string temporary = Destination + "." + Guid.NewGuid().ToString("N");
            assembly.Write(temporary);
            File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(Source));
            File.Copy(temporary, Destination, true);
            File.SetLastWriteTimeUtc(Destination, File.GetLastWriteTimeUtc(Source));
            File.Delete(temporary);
        }

        return true;
    }
}
