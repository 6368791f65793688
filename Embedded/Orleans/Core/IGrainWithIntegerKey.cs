namespace Orleans;

/// <summary>A grain whose identity within its type is a 64-bit integer.</summary>
public interface IGrainWithIntegerKey : IGrain;
