global using Orleans;
global using PromptGrid.Domain.Common;
