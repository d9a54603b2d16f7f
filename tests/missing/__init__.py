"""Why a sensor is missing."""
