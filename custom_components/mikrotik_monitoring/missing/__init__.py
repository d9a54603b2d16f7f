"""Why a sensor is missing: of every metric of the catalogue, whatever its router said."""
