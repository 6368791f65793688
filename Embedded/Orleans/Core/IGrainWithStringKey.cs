namespace Orleans;

/// <summary>A grain whose identity within its type is a string.</summary>
public interface IGrainWithStringKey : IGrain;
