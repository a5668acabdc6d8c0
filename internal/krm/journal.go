package krm

// stagingName is the folder beside the output in which a writer prepares its files.
const stagingName = ".meshfn"
