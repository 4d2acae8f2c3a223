/** The configuration's name in the folder where `specwright` is run. */
export const CONFIG_FILE = "specwright.config.yaml";
