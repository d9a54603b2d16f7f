"""Why a sensor is missing: for every metric of the catalogue, whatever its router replied."""
