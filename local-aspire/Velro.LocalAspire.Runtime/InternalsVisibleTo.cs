using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Velro.LocalAspire.Runtime.Tests")]
